// GraphiQL's tabs at the first visit: a command, a versioned read, and a subscription to what they are about. Lines are as
// long as its editor shows in a window of 1,280 pixels.
import type { ApiOptions } from '../engine/runtime.ts';

const command = `# 1. A command. The answer is a receipt, and
# the order as it is at this write; or a typed
# refusal.
mutation CreateOrder {
  createOrder(
    input: {
      orderId: "order-1"
      customerId: "customer-1"
      items: [
        { productId: "product-1", quantity: 2 }
      ]
    }
  ) {
    ... on CreateOrderPayload {
      receipt {
        commandId
        streamId
        version
        token
        replayed
      }
      order {
        id
        version
        status
        customer { name email }
        total { amount currency }
      }
    }
    ... on CommandError { code message }
  }
}

# Run the third tab in a second browser window,
# then send this one here, and watch.
mutation PayOrder {
  payOrder(
    input: {
      orderId: "order-1"
      paymentReference: "p-1"
    }
  ) {
    ... on PayOrderPayload {
      receipt { version token }
      order { version status }
    }
    ... on CommandError { code message }
  }
}
`;

const read = `# 2. A read at a version: never older than
# asked for, and null only if there is no such
# order.
query OrderAtVersion {
  order(
    id: "order-1"
    minVersion: 1
    consistency: { maxWaitMs: 1000 }
  ) {
    id
    version
    status
    customer { id name email }
    items {
      product { id name }
      quantity
      unitPrice { amount currency }
      lineTotal { amount currency }
    }
    total { amount currency }
    createdAt
  }
}
`;

const subscription = `# 3. A subscription: the first message comes at
# once if the order is newer than sinceVersion.
subscription OrderUpdates {
  orderUpdated(id: "order-1", sinceVersion: 0) {
    version
    eventTypes
    token
    document {
      id
      version
      status
      total { amount currency }
    }
  }
}
`;

export const graphiqlOptions: NonNullable<ApiOptions['graphiql']> = {
  title: 'Slipstream',
  tabs: [{ query: command }, { query: read }, { query: subscription }],
};
