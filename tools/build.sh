# Shared by ./run, ./test and tools/fuzz (sourced, with $root set): configure and build a preset.

# Objects are found in the cache from any checkout: paths below the root count as relative.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=true

# changed_since STAMP: true when a source is newer than STAMP, or STAMP is not there. A new or
# removed file shows by its folder. Faster than asking ninja, which asks cmake about globs first.
changed_since() {
  [ -e "$1" ] || return 0
  local found
  found=$(cd "$root" && find CMakeLists.txt CMakePresets.json tools/packages cmake src apps law \
    web/src web/index.html web/package-lock.json \
    -newer "$1" -print -quit 2> /dev/null || true)
  [ -n "$found" ]
}

# build_preset PRESET STAMP TARGET...: progress on stderr; one build of a preset at a time.
build_preset() {
  local preset=$1 stamp=$2
  shift 2
  local dir=$root/build/$preset
  mkdir -p "$dir"
  (
    flock 9
    touch "$dir/.begun"  # what changes while we build is built the next time
    # ninja asks cmake again by itself, but not for what the presets say.
    if [ ! "$dir/build.ninja" -nt "$root/CMakePresets.json" ]; then
      echo "-- configuring $preset" >&2
      if ! (cd "$root" && cmake --preset "$preset") > "$dir/configure.log" 2>&1; then
        cat "$dir/configure.log" >&2
        echo "configuring failed; the lines above say why (kept in build/$preset/configure.log)" >&2
        rm -f "$dir/build.ninja"
        exit 1
      fi
    fi
    run_ninja "$dir" "$@" && mv -f "$dir/.begun" "$stamp"
  ) 9> "$dir/.lock"
}

# On a terminal ninja redraws one line; elsewhere its lines are passed on, without "no work to do".
run_ninja() {
  local dir=$1
  shift
  export NINJA_STATUS='[%f/%t %es] '
  if [ -t 2 ]; then
    ninja -C "$dir" "$@" >&2
  else
    ninja -C "$dir" "$@" 2>&1 |
      sed -u -e '/^ninja: no work to do/d' -e '/^ninja: Entering directory/d' \
        -e '/Re-checking globbed/d' >&2
  fi
}
