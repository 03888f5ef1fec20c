// Stops with one clear line when npm's scripts run on another Node than the pinned one (24 LTS;
// 26 on macOS, where the registry carries no package of 24), which npm installs as an optional
// dependency and puts first on the scripts' PATH.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `etcdscope's scripts need Node 24 or newer and this is ${process.versions.node}: run them through npm after \`npm ci\` ` +
      'with optional dependencies (no --omit=optional), or install Node 24\n',
  );
  process.exit(3);
}
