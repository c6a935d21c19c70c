# What an agent that sets out to can try: sh adversary.sh HOME BESIDE REPOSITORY NODE WINNOW PORT SESSION. Each success is
# a line "got …" of its output, with the way that it was tried in: plainly, without an environment, in a session of its
# own, and in a terminal of its own.
if [ "$1" != --try ]; then
  sh "$0" --try plain "$@"
  env -i PATH="$PATH" HOME="$HOME" sh "$0" --try bare "$@"
  setsid -w sh "$0" --try setsid "$@"
  command -v script >/dev/null && script -qec "env -i PATH='$PATH' setsid -w sh '$0' --try terminal '$1' '$2' '$3' '$4' '$5' '$6' '$7'" /dev/null </dev/null
  exit 0
fi
way=$2 home=$3 beside=$4 repository=$5 node=$6 winnow=$7 own=$8 session=$9
got() { echo "got $1 ($way)"; }
exec 2>/dev/null

# What Winnow knows and is reached by.
test -s "$home/private/instance.json" && got 'the address and the secret'
cat "$home/private/winnow.db" >/dev/null && got 'the database'
"$node" -e 'require("net").connect(process.argv[1]).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' \
  "$home/private/client.sock" && got 'the socket by its path'
for inside in /proc/[0-9]*; do
  test -e "$inside/root$home/private/instance.json" && got "the data folder through $inside/root"
  test -e "$inside/cwd/private/instance.json" && got "the data folder through $inside/cwd"
done
umount "$home" && got 'what hides the data folder'
unshare -Urm sh -c 'umount "$0"; test -e "$0/private/instance.json"' "$home" && got 'what hides it, in a namespace of its own'
mount -o remount,rw,bind / && got 'the whole disk'
export WINNOW_HOME="$home"
"$node" "$winnow" decide "$session" --all accept --json >/dev/null && got 'a decision'
"$node" "$winnow" land "$session" --branch main --message innocent --json >/dev/null && got 'a landing'
# The port that a scan finds it at, and whether anything listens there, and its page is shown without a word from the
# person. Other programs of the machine, another Winnow among them, are not what is tried here.
for port in $(awk 'NR > 1 && $4 == "0A" { split($2, at, ":"); print at[2] }' /proc/net/tcp); do
  test "$((0x$port))" = "$own" && echo "saw the port ($way)"
done
for proxy in "" "$HTTP_PROXY"; do
  "$node" -e '
    const [port, proxy] = process.argv.slice(1)
    const [host, at] = proxy ? [new URL(proxy).hostname, new URL(proxy).port] : ["127.0.0.1", port]
    const socket = require("net").connect(Number(at), host)
    const page = proxy ? `http://127.0.0.1:${port}/` : "/"
    socket.write(`GET ${page} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
    let said = ""
    socket.on("error", () => process.exit(1)).on("data", (bytes) => (said += bytes))
    socket.on("end", () => process.exit(/ 403 Not allowed by Winnow/.test(said) ? 1 : /^HTTP\/1.1 200.*Winnow/s.test(said) ? 0 : 2))
  ' "$own" "$proxy"
  case $? in
    0) got "Winnow's page at its port" ;;
    2) echo "reached the port ($way)" ;;
  esac
done

# What is not its own to write. Whatever it gets it leaves as it was, so that what it got can be looked at.
for file in "$beside/evil" "$repository/a.txt" "$repository/.git/config" "$repository/.git/hooks/pre-commit" \
  "$repository/.git/refs/heads/evil" "$repository/.git/packed-refs" "$repository/.git/info/attributes" "$HOME/.profile" \
  "$(dirname "$home")/evil" "$home/evil"; do
  test -e "$file" && was=there || was=
  (: >>"$file") && got "a place to write, $file"
  test "$was" || rm -f "$file"
done
git update-ref refs/heads/evil HEAD && got 'a branch'
git update-ref -d refs/heads/evil
git config winnow.evil x && got 'the configuration'
git config --unset winnow.evil
folder=$(git rev-parse --absolute-git-dir)
for file in .git "$folder/commondir" "$folder/gitdir" "$folder/locked"; do
  (: >>"$file") && got "a word in $file"
  mv "$file" "$file.moved" && got "the place of $file"
  mv "$file.moved" "$file"
done
exit 0
