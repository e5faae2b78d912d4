import type { ComponentChildren } from 'preact';
import { language } from '../i18n/i18n';
import type { components } from '../api/schema';
import { w } from './words';

export type Found = components['schemas']['Found'];

/** Records of a finding with what is wrong, and where there is a remedy what it would change. */
export function FoundTable({ rows, label, action }: { rows: readonly Found[]; label: string; action?: (row: Found) => ComponentChildren }) {
  const english = language.value === 'en';
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="list">
        <caption class="unseen">{label}</caption>
        <thead><tr><th scope="col">{w('name')}</th><th scope="col">{w('town')}</th><th scope="col">{w('found.what')}</th><th scope="col">{w('found.fix')}</th>{action !== undefined && <th scope="col">{w('found.do')}</th>}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row"><span lang="zh-CN">{row.name}</span><span class="under">{row.id}</span></th>
              <td lang="zh-CN">{row.town_name ?? w('unknown')}</td>
              <td class="why">{english ? row.en : row.zh}</td>
              <td class="why">{row.fix === undefined ? w('found.by_hand') : english ? row.fix.en : row.fix.zh}</td>
              {action !== undefined && <td>{action(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
