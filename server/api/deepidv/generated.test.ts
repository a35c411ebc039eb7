import { deepIdvCatalogue } from '../../test/generate/deepidv-catalogue.ts';
import { testKeyedDialect } from '../../test/generate/keyed-dialect.ts';

await testKeyedDialect({ api: 'deepidv', catalogue: deepIdvCatalogue, translate: () => ({}), hiddenStatus: 400 });
