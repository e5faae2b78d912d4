import { useEffect, useRef } from 'preact/hooks';
import { day as dayText, moment } from '../i18n/numbers';
import { Copy } from '../ui/Copy';
import { QRCode } from '../ui/QRCode';
import { runName } from './DayList';
import type { Run } from './model';
import { w } from './words';
import type { components } from '../api/schema';

export type NewLink = components['schemas']['NewRunLink'];

/** A link and its PIN, told this once: big, as a QR code, to copy and to print as a slip in two parts. */
export function LinkDialog({ link, run, close }: { link: NewLink; run: Run; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const text = location.origin + link.path;
  const here = /^(localhost|127\.|\[::1\])/.test(location.hostname);
  return (
    <dialog ref={dialog} class="asked slip" aria-labelledby="slip" onClose={close}>
      <div class="asked-body">
        <h2 id="slip">{w('slip.title', { run: runName(run) })}</h2>
        <p class="meta"><span>{dayText(run.date)}</span><span>{w('link.open', { at: moment(link.until) })}</span></p>
        <div class="slip-parts">
          <div class="slip-link">
            <QRCode text={text} label={w('slip.qr')} />
            <p class="slip-address">{text}</p>
          </div>
          <div class="slip-pin">
            <p>{w('slip.pin')}</p>
            <p class="slip-digits">{link.pin}</p>
            <p class="field-note">{w('slip.apart')}</p>
          </div>
        </div>
        {here && <p class="notice unprinted">{w('slip.local')}</p>}
        <p class="notice unprinted">{w('slip.once')}</p>
        <div class="tools unprinted">
          <Copy text={text} label={w('slip.copy_link')} />
          <Copy text={link.pin} label={w('slip.copy_pin')} />
          <button type="button" class="button" onClick={() => window.print()}>{w('slip.print')}</button>
          <button type="button" class="button go" onClick={() => dialog.current?.close()}>{w('slip.close')}</button>
        </div>
      </div>
    </dialog>
  );
}
