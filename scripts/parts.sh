# For scripts that start the parts of a deployment on this machine. Sourced; needs bash, and a function
# fail of whoever sources it.

say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }

# Asks until a command says yes, at most so many seconds.
await() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "$what: not within $seconds s"
    sleep 0.2
  done
}

# Ports of this machine that nobody has and nobody was given. Sets port.
taken=" "
free_port() {
  while true; do
    # Below those that systems give to connections.
    port=$((20000 + RANDOM % 12000))
    if [[ $taken != *" $port "* ]] && ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      taken+="$port "
      return
    fi
  done
}
