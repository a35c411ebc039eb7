import { serve } from './start.ts';

process.exitCode = await serve(process.env);
