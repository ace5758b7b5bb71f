export { HttpsClient, type HttpsOptions } from './post.ts';
