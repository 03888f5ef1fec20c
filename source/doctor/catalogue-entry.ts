// One known failure as a record: how it is recognised in a log or an answer, what it comes from, what
// to do, and who says so. The entries are in catalogue-*.ts, one file a subject.

export type CatalogueEntry = {
  /** States the fault, lower case: tls-server-eku. */
  readonly id: string;
  /**
   * Texts that stand in logs of APISIX, of etcd, or in answers; `…` stands for anything. Nothing is
   * said by a fault of the configuration that only shows in its consequences.
   */
  readonly seen: readonly string[];
  readonly cause: string;
  /** First sentence: what to do. */
  readonly remedy: string;
  /** Where servers before these releases need another one. */
  readonly olderRemedy?: {readonly before: readonly FixedIn[]; readonly remedy: string};
  readonly reference?: string;
  /** Who can tell: a run of the doctor, a comparison by drift, or only somebody who saw its message. */
  readonly found: 'doctor' | 'drift' | 'message';
};

/** First release of a line. */
export type FixedIn = `${number}.${number}.${number}`;
