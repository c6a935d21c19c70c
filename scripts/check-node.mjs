// Runs before npm installs, with the Node of the machine: nothing of the project's is there yet.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 11)) {
  process.stderr.write(
    `Winnow needs Node 20.11 or newer; this is ${process.versions.node}. Nothing was installed. Get a newer one, and run npm ci again.\n`,
  )
  process.exit(1)
}
if (major < 24)
  process.stdout.write(
    `This is Node ${process.versions.node}: new enough to install Winnow, which runs on a newer Node that it brings along.\n`,
  )
