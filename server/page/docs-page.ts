import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The page and its files come from this server alone; it may call this server's API with a key that somebody types in. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The page's program draws its icons and widths with style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What makes the page fit a phone, and keeps long schemas and paths inside it. */
const style = `
.swagger-ui .topbar { display: none }
.swagger-ui .wrapper { max-width: 1100px; padding: 0 16px }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .opblock .opblock-summary-path { word-break: break-word; max-width: none }
.swagger-ui .opblock .opblock-summary-description { text-align: left }
@media (max-width: 640px) {
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap }
  .swagger-ui .opblock .opblock-summary-method { min-width: 64px; padding: 6px 4px; font-size: 12px }
  .swagger-ui .opblock .opblock-summary-path-description-wrapper { flex-wrap: wrap; width: calc(100% - 110px) }
  .swagger-ui .opblock .opblock-summary-path { font-size: 13px }
  .swagger-ui .opblock .opblock-summary-description { font-size: 13px; flex-basis: 100% }
  .swagger-ui .scheme-container { padding: 12px 0 }
  .swagger-ui .scheme-container .schemes { flex-wrap: wrap; gap: 12px }
  .swagger-ui table.parameters, .swagger-ui table.responses-table { display: block; overflow-x: auto }
  .swagger-ui .parameters-col_name { width: auto; max-width: 140px; padding-right: 12px }
  .swagger-ui .parameters-col_description input { max-width: 100% }
}`;

/** Serves the API's document as a page to read and to try calls on, at `/api/docs`. Register it after `describeApi`. */
export const registerDocsPage = async (server: FastifyInstance): Promise<void> => {
  await server.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: contentSecurityPolicy,
    uiConfig: {
      docExpansion: 'list',
      deepLinking: true,
      filter: true,
      defaultModelsExpandDepth: 0,
      defaultModelExpandDepth: 3,
      displayRequestDuration: true,
      validatorUrl: null,
    },
    theme: { title: 'Gatehouse API', css: [{ filename: 'gatehouse.css', content: style }] },
  });
};
