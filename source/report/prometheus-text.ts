// Prometheus' text format (exposition format 0.0.4), one family of gauges at a time. A series that
// appears twice would make the whole file invalid: a chain can hold one certificate twice, and one id
// can be found of several certificates, so the last value of a series is the one written.

export type Labels = Readonly<Record<string, string>>;
export type Sample = {readonly labels: Labels; readonly value: number};

/** `name` without the prefix; nothing where there are no samples. */
export function family(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const full = `etcdscope_certs_${name}`;
  const series = new Map(samples.map(({labels, value}) => [`${full}${labelText(labels)}`, value]));
  const lines = [...series].map(([one, value]) => `${one} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n');
}
