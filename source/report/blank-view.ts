// The view model of which nothing is known yet.
import type {ViewModel} from './view-model.ts';

export const blankView: ViewModel = {
  demo: false,
  prefix: '',
  endpoints: [],
  security: 'plain',
  phase: {name: 'connecting', endpoint: '', attempt: 1},
  liveness: {askedEveryMs: 5_000},
  eventsPerMinute: 0,
  eventBuckets: [],
  accounts: {
    counted: 0,
    applied: 0,
    differences: 0,
    unseen: 0,
    missing: 0,
    doubled: 0,
    isBalanced: true,
  },
  headroom: {known: 'nothing'},
  progress: {keysDone: 0, bytes: 0, pages: 0, requests: 0, retries: 0, syncsDone: 0},
  resources: [],
  certificates: undefined,
};
