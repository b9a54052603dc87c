import type { PagewalkModule } from '../../wasm-bindings/pagewalk';
import type { PagewalkImportModule } from '../../wasm-bindings/pagewalk_import';

export function loadPagewalk(folder: string): Promise<PagewalkModule>;
export function loadImport(folder: string): Promise<PagewalkImportModule>;
