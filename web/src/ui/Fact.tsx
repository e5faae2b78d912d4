/** One word and what it stands for, inside a list of facts. */
export function Fact({ word, value, code = false }: { word: string; value: string; code?: boolean }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd class={code ? 'code' : undefined}>{value}</dd>
    </div>
  );
}
