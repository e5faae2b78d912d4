import { language } from '../i18n/i18n';
import { count } from '../i18n/numbers';
import type { Look, Model, Sheet } from './model';
import { w } from './words';

const FILE_KINDS = ['place', 'facility', 'service', 'vehicle', 'count', 'bus timetable'] as const;

/** What each column holds: as recognised, and as somebody says. The first rows stand below. */
export function ColumnsStep({ model, look }: { model: Model; look: Look }) {
  const { reading } = look;
  const kind = reading.kind ?? '';
  return (
    <>
      <p class="lead">{w('columns.lead')}</p>
      <label class="picker">
        <span>{w('columns.kind')}</span>
        <select value={kind} disabled={model.busy.value} onChange={(event) => {
          const { kind: _, ...rest } = reading;
          const said = event.currentTarget.value;
          void model.read(said === '' ? rest : { ...rest, kind: said as NonNullable<typeof reading.kind> });
        }}>
          <option value="">{w('columns.as_found')}</option>
          {FILE_KINDS.map((one) => <option key={one} value={one}>{kindWord(one)}</option>)}
        </select>
      </label>
      <label class="field"><span>{w('columns.where')}</span>
        <input value={(reading.where ?? []).join('; ')} maxLength={300} disabled={model.busy.value} onChange={(event) => {
          const { where: _, ...rest } = reading;
          const where = event.currentTarget.value.split(/[;；]/).map((one) => one.trim()).filter((one) => one !== '');
          void model.read(where.length === 0 ? rest : { ...rest, where });
        }} />
        <small>{w('columns.where_help')}</small>
      </label>
      {(look.sheets ?? []).map((sheet) => <Columns key={sheet.file} model={model} look={look} sheet={sheet} />)}
    </>
  );
}

function kindWord(kind: string): string {
  const word = kind.replace('native ', '').replaceAll('+', '_').replaceAll(' ', '_');
  return w.knows(`filekind.${word}`) ? w(`filekind.${word}` as 'filekind.place') : kind;
}

function Columns({ model, look, sheet }: { model: Model; look: Look; sheet: Sheet }) {
  const columns = sheet.columns ?? [];
  const fields = sheet.fields ?? [];
  const native = sheet.kind.startsWith('native ');
  const say = (header: string, field: string): void => void model.read({ ...look.reading, map: { ...look.reading.map, [header]: field === '' ? 'ignore' : field } });
  return (
    <section class="card">
      <h3 lang="zh-CN">{sheet.file}</h3>
      <p class="meta">
        <span>{w('columns.holds')} <b>{kindWord(sheet.kind)}</b></span>
        <span>{w('columns.rows')} <b>{count(sheet.count)}</b></span>
        <span>{w('columns.encoding')} <b>{sheet.encoding}</b></span>
      </p>
      {!sheet.recognised && <p class="notice">{w('columns.unrecognised')}</p>}
      {native && <p>{w('columns.native')}</p>}
      <div class="scroll" tabIndex={0} role="region" aria-label={w('columns.table', { file: sheet.file })}>
        <table class="list sample">
          <caption class="unseen">{w('columns.table', { file: sheet.file })}</caption>
          <thead>
            <tr><th scope="col">{w('line')}</th>{columns.map((column, i) => <th key={i} scope="col" lang="zh-CN">{column.header}</th>)}</tr>
            <tr>
              <td>{w('columns.field')}</td>
              {columns.map((column, i) => (
                <td key={i}>
                  {native ? column.field : (
                    <select aria-label={w('columns.choose', { column: column.header })} value={column.field} disabled={model.busy.value || column.header === ''} onChange={(event) => say(column.header, event.currentTarget.value)}>
                      <option value="">{w('columns.ignore')}</option>
                      {fields.map((field) => <option key={field.field} value={field.field}>{language.value === 'zh' ? field.zh : field.en}</option>)}
                    </select>
                  )}
                  <span class="under">{column.how === undefined ? '' : w(`how.${column.how as 'map'}`)}</span>
                </td>
              ))}
            </tr>
          </thead>
          <tbody>
            {(sheet.rows ?? []).map((row) => (
              <tr key={row.line}><th scope="row" class="number">{row.line}</th>{(row.cells ?? []).map((cell, i) => <td key={i} lang="zh-CN">{cell}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {sheet.count > (sheet.rows ?? []).length && <p class="tally">{w('columns.more', { n: count(sheet.count - (sheet.rows ?? []).length) })}</p>}
    </section>
  );
}
