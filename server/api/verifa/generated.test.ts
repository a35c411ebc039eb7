import { testKeyedDialect } from '../../test/generate/keyed-dialect.ts';
import { toVerifaObjects, verifaCatalogue } from '../../test/generate/verifa-catalogue.ts';

await testKeyedDialect({ api: 'verifa', catalogue: verifaCatalogue, translate: toVerifaObjects, hiddenStatus: 404 });
