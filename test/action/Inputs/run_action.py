#!/usr/bin/env python3
# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_action.py ACTION.YML DOCS WORK-DIRECTORY PROJECT NAME=VALUE...: runs the
steps of a composite action in PROJECT as GitHub's runner does, with these
inputs. Each input and output must be in the tables of DOCS."""

import os
import re
import subprocess
import sys

import yaml

action_file, docs_file, work, project = sys.argv[1:5]
with open(action_file, encoding="utf-8") as f:
    action = yaml.safe_load(f)
with open(docs_file, encoding="utf-8") as f:
    docs = f.read()

inputs = {name: i["default"] for name, i in action["inputs"].items()}
for name, value in [*action["inputs"].items(), *action["outputs"].items()]:
    if "| `%s` |" % name not in docs:
        sys.exit("%s: no line for `%s`" % (docs_file, name))
    if not value["description"]:
        sys.exit("%s: %s: no description" % (action_file, name))
workflow = yaml.safe_load(re.search(r"```yaml\n(.*?)```", docs, re.S)[1])
used = workflow["jobs"]["pyrefcheck"]["steps"][2]["with"]
if not set(used) <= set(inputs):
    sys.exit("%s: unknown inputs in %s" % (docs_file, used))

for argument in sys.argv[5:]:
    name, _, value = argument.partition("=")
    if name not in inputs:
        sys.exit("no input " + name)
    inputs[name] = value
contexts = {
    "github.action_path": os.path.dirname(os.path.abspath(action_file)),
    "runner.temp": os.path.join(work, "temp"),
}
contexts.update(("inputs." + name, str(v)) for name, v in inputs.items())


def filled(text):
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda m: contexts[m[1]], str(text))


os.makedirs(contexts["runner.temp"], exist_ok=True)
environment = dict(os.environ, GITHUB_WORKSPACE=os.path.abspath(project))
for name in ("GITHUB_PATH", "GITHUB_OUTPUT"):
    environment[name] = os.path.join(work, name)
    open(environment[name], "w").close()
for step in action["runs"]["steps"]:
    # What is pasted into a script could be a script.
    if step["shell"] != "bash" or "${{" in step["run"]:
        sys.exit("%s: expected bash, and inputs in 'env' only" % step["name"])
    variables = {k: filled(v) for k, v in step.get("env", {}).items()}
    print("== " + step["name"], flush=True)
    status = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=project,
        env={**environment, **variables},
    ).returncode
    with open(environment["GITHUB_PATH"]) as f:
        for line in f.read().splitlines():
            environment["PATH"] = line + os.pathsep + environment["PATH"]
    open(environment["GITHUB_PATH"], "w").close()
    if status:
        print("exit status %d" % status)
        break
with open(environment["GITHUB_OUTPUT"]) as f:
    print("outputs: " + f.read().strip())
