# install.sh: installs the Debian packages that a script needs. Sourced by the other scripts.

# What the build needs, on Debian 12 and 13 alike; and the authorities that vouch for mail servers.
build_packages="g++ cmake ninja-build pkgconf libmicrohttpd-dev libsqlite3-dev libjansson-dev
  libctemplate-dev libcmark-dev libsodium-dev libcurl4-openssl-dev libidn2-dev ca-certificates tzdata
  zlib1g-dev"

# need REASON PACKAGE…: installs those that are missing, and says so.
need() {
  reason=$1
  shift
  missing=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    awk -v wanted="$*" '$2 == "installed" { have[$1] = 1 }
      END { n = split(wanted, list, " "); for (i = 1; i <= n; i++) if (!have[list[i]]) printf " %s", list[i] }')
  [ -z "$missing" ] && return 0
  echo "Installing $reason:$missing"
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "These packages are missing, and installing them takes root: run, as root," >&2
      echo "  apt-get install --no-install-recommends$missing" >&2
      return 1
    fi
    as_root=sudo
  fi
  $as_root apt-get update -q >/dev/null
  # shellcheck disable=SC2086 # the list is meant to be split
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
    $missing >/dev/null
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
