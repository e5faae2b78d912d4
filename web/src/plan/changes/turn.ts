// Undo and redo from anywhere in the workspace.
import { useEffect } from 'preact/hooks';
import type { Model } from '../model';
import { stepWords } from './spoken';
import { w } from './words';

/** Undoes the last step, or makes the last one again, and says so. */
export function turn({ editing }: Pick<Model, 'editing'>, forward: boolean): void {
  const step = forward ? editing.editor.redoes.peek() : editing.editor.undoes.peek();
  if (step === null) return;
  if (forward) editing.editor.redo();
  else editing.editor.undo();
  editing.said.value = w(forward ? 'said.redone' : 'said.undone', { step: stepWords(step) });
}

/** Ctrl+Z and Ctrl+Shift+Z, but where something is typed; and a warning to who leaves while steps are not saved. */
export function useTurning(model: Pick<Model, 'editing'>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input:not([type=checkbox], [type=radio]), textarea, dialog') !== null;
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z' || typing) return;
      event.preventDefault();
      turn(model, event.shiftKey);
    };
    const warn = (event: BeforeUnloadEvent): void => {
      if ((model.editing.editor.session.peek()?.queue.length ?? 0) > 0) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    addEventListener('beforeunload', warn);
    return () => {
      document.removeEventListener('keydown', press);
      removeEventListener('beforeunload', warn);
    };
  }, [model]);
}
