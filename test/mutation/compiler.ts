import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Mutant } from './operators';
import { ROOT } from './scope';

/** Says which mutants do not compile: nobody could commit them, so no test needs to see them. */
export class Compiler {
  private readonly versions = new Map<string, { version: number; text: string }>();
  private readonly service: ts.LanguageService;

  constructor(private readonly texts: ReadonlyMap<string, string>) {
    const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: ['lib/core'] }, ts.sys, ROOT);
    const roots = [...texts.keys()].map((file) => join(ROOT, file));
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => roots,
      getScriptVersion: (path) => String(this.versions.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const text = this.versions.get(path)?.text ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
    });
  }

  /** Whether the mutant's own file has no error; files that use it are not asked. */
  accepts({ file, start, end, place, after }: Mutant): boolean {
    const text = this.texts.get(file) ?? '';
    const replaced = place === 'expression' ? `(${after})` : after;
    this.set(file, text.slice(0, start) + replaced + text.slice(end));
    const path = join(ROOT, file);
    const errors = [...this.service.getSyntacticDiagnostics(path), ...this.service.getSemanticDiagnostics(path)];
    this.set(file, text);
    // What is no longer used, and no longer reached, is the linter's.
    return errors.every(
      ({ category, reportsUnnecessary }) => category !== ts.DiagnosticCategory.Error || reportsUnnecessary,
    );
  }

  private set(file: string, text: string): void {
    const path = join(ROOT, file);
    this.versions.set(path, { version: (this.versions.get(path)?.version ?? 0) + 1, text });
  }
}
