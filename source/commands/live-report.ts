// A report behind a pane: made when the pane is first looked at, and again on demand. Making it costs
// etcd or the gateway something, so nothing repeats it by itself.

export type LiveReport<View> = {
  view(): View;
  /** Makes it, unless it is there already. */
  show(): void;
  /** Makes it again. */
  look(): void;
};

export function createLiveReport<View extends {readonly report?: unknown}>(options: {
  readonly blank: View;
  /** What is shown from the start of the work on. */
  readonly begun: (before: View) => View;
  /** `note` shows what is known so far. */
  readonly make: (note: (change: (before: View) => View) => void) => Promise<View>;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): LiveReport<View> {
  const {begun, make, onChange, signal} = options;
  let view = options.blank;
  let isUnderWay = false;

  function note(change: (before: View) => View): void {
    view = change(view);
    onChange();
  }

  async function look(): Promise<void> {
    if (isUnderWay || signal.aborted) return;
    isUnderWay = true;
    note(begun);
    try {
      view = await make(note);
      isUnderWay = false;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    onChange();
  }

  return {
    view: () => view,
    show() {
      if (view.report === undefined) void look();
    },
    look: () => void look(),
  };
}
