# install.sh: installs the Debian packages that a script needs. Sourced by the other scripts.

# What the build needs, on Debian 12 and 13 alike; and the authorities that vouch for mail servers.
build_packages="g++ cmake ninja-build pkgconf libmicrohttpd-dev libsqlite3-dev libjansson-dev
  libctemplate-dev libcmark-dev libsodium-dev libcurl4-openssl-dev libidn2-dev ca-certificates tzdata
  zlib1g-dev"

# apt_get WORDS…: apt-get as root, which waits up to ten minutes while another program installs, and
# says so: machines often do when they start. By itself apt-get waits for dpkg's lock alone
# (DPkg::Lock::Timeout); while its lists or its archive are locked it fails at once, so it is asked
# again. What it prints is shown when it fails.
apt_get() {
  as_root=
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  tries=60
  until said=$($as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    apt-get -qy -o DPkg::Lock::Timeout=5 "$@" 2>&1); do
    case $said in
      *"Could not get lock"*) ;;
      *) tries=0 ;;
    esac
    if [ "$tries" -eq 0 ]; then
      printf '%s\n' "$said" >&2
      return 1
    fi
    [ "$tries" -lt 60 ] ||
      echo "Another program is installing packages: waiting for it, ten minutes at most"
    tries=$((tries - 1))
    sleep 5
  done
}

# need REASON PACKAGE…: installs those that are missing, and says so.
need() {
  reason=$1
  shift
  missing=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    awk -v wanted="$*" '$2 == "installed" { have[$1] = 1 }
      END { n = split(wanted, list, " "); for (i = 1; i <= n; i++) if (!have[list[i]]) printf " %s", list[i] }')
  [ -z "$missing" ] && return 0
  echo "Installing $reason:$missing"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    echo "These packages are missing, and installing them takes root: run, as root," >&2
    echo "  apt-get install --no-install-recommends$missing" >&2
    return 1
  fi
  apt_get update || return 1
  # shellcheck disable=SC2086 # the list is meant to be split
  apt_get install --no-install-recommends $missing
}

# need_command REASON COMMAND PACKAGE…: the same, for a program that may come from elsewhere.
need_command() {
  reason=$1
  program=$2
  shift 2
  command -v "$program" >/dev/null 2>&1 || need "$reason" "$@"
}

# need_postfix REASON: Postfix, told to set nothing up: without a configuration in /etc it asks
# nothing and starts no service. It would replace another mail server, so it is left out then.
need_postfix() {
  [ -x /usr/sbin/postfix ] && return 0
  if [ -x /usr/sbin/sendmail ]; then
    echo "Another mail server is installed: Postfix is left out, and the tests that need it are skipped"
    return 0
  fi
  as_root=
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  if [ -z "$as_root" ] || command -v sudo >/dev/null 2>&1; then
    echo "postfix postfix/main_mailer_type select No configuration" |
      $as_root debconf-set-selections
  fi
  need "$1" postfix
}
