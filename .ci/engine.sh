# For test/docker: an engine, Compose and images, where a tool beside the checkout prepares them. Sourced by .ci/run. Without it, or when it fails, those
# tests say that they were skipped. An engine that answers already is used, and is not ours to end.
engine_tool=${CONTAINER_ENGINE_TOOL:-../shared/tools/container-engine}
engine_is_ours=no
# A first set-up builds images, which takes about four minutes.
engine_within=${CONTAINER_ENGINE_WITHIN:-600}

engine_answers() { timeout 10 docker info >/dev/null 2>&1; }

prepare_engine() {
  [ -x "$engine_tool" ] || return 0
  engine_answers || engine_is_ours=yes
  timeout --kill-after=20 "$engine_within" "$engine_tool" up && return 0
  export LAKEQUAKE_SKIP_CONTAINERS="the container engine could not be prepared"
  echo "$LAKEQUAKE_SKIP_CONTAINERS: the tests in test/docker are skipped"
}

end_engine() {
  [ "$engine_is_ours" = yes ] || return 0
  engine_is_ours=no
  timeout 30 "$engine_tool" down
}
