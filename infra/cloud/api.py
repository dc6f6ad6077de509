"""API Gateway: one greedy route to one function, whatever pages the fair has."""

import hashlib
import json
from typing import Any

from chalice.app import Chalice

from infra.cloud.edge import STAGE

Json = dict[str, Any]
LEAST_BYTES_TO_COMPRESS = 1_400  # what fits into one packet gains nothing


def api(app: Chalice) -> Json:
    """The API and its one stage. A change of it makes a new deployment, since API Gateway serves what was deployed."""
    routes = {
        "RestApi": _rest_api(app),
        "Greedy": _greedy(),
        "AnyRoot": _any({"Fn::GetAtt": ["RestApi", "RootResourceId"]}),
        "AnyGreedy": _any({"Ref": "Greedy"}),
    }
    digest = hashlib.sha256(json.dumps(routes, sort_keys=True).encode()).hexdigest()[:8]
    deployment = f"Deployment{digest}"
    return {
        **routes,
        deployment: {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": ["AnyRoot", "AnyGreedy"],
            "Properties": {"RestApiId": {"Ref": "RestApi"}},
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": {"Ref": "RestApi"},
                "DeploymentId": {"Ref": deployment},
                "StageName": STAGE,
            },
        },
        "ApiPermission": _permission(),
    }


def _rest_api(app: Chalice) -> Json:
    return {
        "Type": "AWS::ApiGateway::RestApi",
        "Properties": {
            "Name": {"Ref": "AWS::StackName"},
            "BinaryMediaTypes": list(app.api.binary_types),
            "MinimumCompressionSize": LEAST_BYTES_TO_COMPRESS,
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
        },
    }


def _greedy() -> Json:
    return {
        "Type": "AWS::ApiGateway::Resource",
        "Properties": {
            "RestApiId": {"Ref": "RestApi"},
            "ParentId": {"Fn::GetAtt": ["RestApi", "RootResourceId"]},
            "PathPart": "{proxy+}",
        },
    }


def _any(resource: Json) -> Json:
    """The function is named by its address and not referred to: it needs the distribution's name, the distribution
    needs the API, and a circle cannot be built."""
    function = (
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}"
    )
    gateway = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": {"Ref": "RestApi"},
            "ResourceId": resource,
            "HttpMethod": "ANY",
            "AuthorizationType": "NONE",
            "Integration": {
                "Type": "AWS_PROXY",
                "IntegrationHttpMethod": "POST",
                "Uri": {"Fn::Sub": f"{gateway}/{function}-api/invocations"},
            },
        },
    }


def _permission() -> Json:
    arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestApi}/*"
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": "ApiFunction"},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": arn},
        },
    }
