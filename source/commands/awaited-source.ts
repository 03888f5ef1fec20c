// An InterfaceSource for one that is still being made: empty until it is there, then the same as it.
import {blankView} from '../report/blank-view.ts';
import type {InterfaceSource, PaneName, ViewModel} from '../report/view-model.ts';
import {createEventLog} from '../sync/event-log.ts';

export function createAwaitedSource(coming: Promise<InterfaceSource>): InterfaceSource {
  const empty = createEventLog(1);
  const listeners = new Set<() => void>();
  let source: InterfaceSource | undefined;
  let shown: PaneName | undefined;
  coming.then(
    arrived => {
      source = arrived;
      if (shown !== undefined) arrived.paneShown(shown);
      for (const listener of listeners) {
        arrived.subscribe(listener);
        listener();
      }
    },
    () => undefined, // whoever waits for it is told
  );
  return {
    view: () => source?.view() ?? emptyView,
    get log() {
      return source?.log ?? empty;
    },
    subscribe(listener) {
      if (source !== undefined) return source.subscribe(listener);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    paneShown(pane) {
      shown = pane;
      source?.paneShown(pane);
    },
    lookAgain: pane => source?.lookAgain(pane),
    // As long as there is no source, there are none of these either.
    get keys() {
      return source?.keys;
    },
    get reach() {
      return source?.reach;
    },
    get command() {
      return source?.command;
    },
  };
}

const emptyView: ViewModel = {
  ...blankView,
  demo: true,
  security: 'mTLS',
  phase: {name: 'connecting', endpoint: 'the embedded gateway', attempt: 1},
};
