# One image for every role: `docker run … api`, `worker` or `all`. No build tools and no root in it.
# Written without a Docker engine at hand: its steps were run by hand outside of Docker, the image was never built.
# A release with long-term support, by its exact version: raise it with each security release.
ARG NODE_IMAGE=node:24.20.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional and peer packages would bring Prisma's command line along, which nothing here runs.
RUN npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --no-audit --no-fund
# What is in the image, for whoever has to look for a vulnerable package: /app/sbom.json.
RUN npm sbom --sbom-format=cyclonedx --omit=dev --omit=optional --omit=peer > sbom.json

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=dependencies /app/sbom.json ./sbom.json
COPY --from=build /app/dist ./dist
COPY --from=build /app/console/dist ./console/dist
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
USER node
EXPOSE 4000
ENTRYPOINT ["node", "--max-semi-space-size=64", "dist/bin/start.js"]
CMD ["all"]
