"""Says what version 1 of the AWS CLI makes of command lines, which nothing is sent for.

The standard input is a JSON list of command lines, each a list of words. For each, a line of JSON is
written: the parameters of the request, or the exit code and what stands on the standard error. The model
is that of the botocore beside it, which is the one that our tables are of.
"""

import contextlib
import io
import json
import math
import os
import sys
from decimal import Decimal

import awscli.clidriver
import botocore
from awscli.botocore.exceptions import ParamValidationError
from awscli.arguments import BaseCLIArgument
from awscli.botocore.validate import ParamValidator

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")

# Options that need not be given once one of these is there; a table remembers that.
WHOLE = ("--cli-input-json", "--generate-cli-skeleton")

SERVICES = ("cloudtrail", "cloudtrail-data", "cloudwatch", "configservice", "sts")

called = []


def plain(value):
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def invoke(self, service, operation, parameters, parsed_globals):
    session = self._session
    model = session.get_service_model(service).operation_model(operation)
    pages = None
    pagers = session.get_component("data_loader").load_service_model(service, "paginators-1")
    if operation in pagers["pagination"] and parsed_globals.paginate:
        parameters = dict(parameters)
        pages = parameters.pop("PaginationConfig", None)
    if model.input_shape is not None:
        report = ParamValidator().validate(parameters, model.input_shape)
        if report.has_errors():
            raise ParamValidationError(report=report.generate_report())
    called.append({"operation": operation, "request": plain(parameters), "pages": plain(pages)})
    return 0


def require_again(current, words):
    service = current._get_command_table().get(next((word for word in words if word in SERVICES), None))
    for operation in service._get_command_table().values() if service else ():
        if getattr(operation, "_arg_table", None) and operation._operation_model.input_shape:
            required = operation._operation_model.input_shape.required_members
            for argument in operation._arg_table.values():
                if isinstance(argument, BaseCLIArgument) and hasattr(argument, "_serialized_name"):
                    argument.required = argument._serialized_name in required


def driver():
    made = awscli.clidriver.create_clidriver()
    made.session.get_component("data_loader").search_paths.insert(0, DATA)
    return made


sys.argv[0] = "aws"
awscli.clidriver.CLIOperationCaller.invoke = invoke
os.environ.update({"AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"})
asked = json.load(sys.stdin)
current = driver()
for words in asked:
    called.clear()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = current.main(words)
        except SystemExit as end:
            code = end.code
    # What hears that a session begins registers itself each time.
    current._emit_session_event = lambda parsed_args: None
    if any(word in WHOLE for word in words):
        require_again(current, words)
    answer = called[0] if called else {}
    print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue(), **answer}))
