// One family of gauges in Prometheus' text format (exposition format 0.0.4). No time stamps on samples:
// the textfile collector refuses files that have them.

export type Labels = Readonly<Record<string, string>>;
export type Sample = {readonly labels: Labels; readonly value: number};

/**
 * '' without samples. Of a series given twice the last counts: twice would make the whole file
 * invalid, and a chain can hold one certificate twice.
 */
export function metricFamily(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const series = new Map(samples.map(({labels, value}) => [`${name}${labelText(labels)}`, value]));
  const lines = [...series].map(([one, value]) => `${one} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
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
