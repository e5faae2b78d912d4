/** One of a few values, as radio buttons that look like a switch. */
export function Choice<T extends string>({ name, legend, values, current, word, choose }: {
  name: string; legend: string; values: readonly T[]; current: T; word: (value: T) => string; choose: (value: T) => void;
}) {
  return (
    <fieldset class="switch">
      <legend class="unseen">{legend}</legend>
      {values.map((value) => (
        <label key={value} class={value === current ? 'switch-on' : ''}>
          <input type="radio" name={name} checked={value === current} onChange={() => choose(value)} />
          <span>{word(value)}</span>
        </label>
      ))}
    </fieldset>
  );
}
