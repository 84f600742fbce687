#!/usr/bin/env bash
# Creates all files of the demo pair: texts, tokenizer, both trainings, both model folders, questions.jsonl, tool-prompts.jsonl.
# Needs Debian's python3-torch, libopenblas0-pthread, python3-onnx and python3-regex; about an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")"
build=${1:-build}
# Large memory blocks stay in the process: returning the blocks to the system after each operation takes a fifth of the time.
export OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=268435456
python=/usr/bin/python3

$python data.py "$build"
for kind in base chat calls aligned; do
  $python train.py $kind "$build" "$build/$kind.pt"
done
for kind in base aligned; do
  $python export.py $kind "$build/$kind.pt" "$build/tokenizer.json" "../$kind"
done
cp "$build/questions.jsonl" "$build/tool-prompts.jsonl" ..
