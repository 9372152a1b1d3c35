// A body that is made when it is first looked at, for objects that are made often. They share one accessor: a literal with
// a getter of its own takes some ten times as long as all the rest of it. It is a member like all others, so that it is
// there when they are copied.

export abstract class LazyBody<Body extends object> {
  declare readonly body: Body;
  #made: Body | undefined;

  constructor() {
    Object.defineProperty(this, 'body', BODY);
  }

  static bodyOf<Body extends object>(of: LazyBody<Body>): Body {
    return (of.#made ??= of.makeBody());
  }

  protected abstract makeBody(): Body;
}

const BODY = {
  enumerable: true,
  get(this: LazyBody<object>): object {
    return LazyBody.bodyOf(this);
  },
};
