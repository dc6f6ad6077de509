"""CloudFront: one address for everything; storage has its reserved paths, all else is the one greedy route."""

from typing import Any

from infra.cloud.resources import PUBLIC

Json = dict[str, Any]
STAGE = "api"
YEAR = 31_536_000
# Policies that AWS keeps under these ids in every account.
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
NO_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
READ = ["GET", "HEAD", "OPTIONS"]
ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
TO_THE_ROOT = "function handler(event) { event.request.uri = '/'; return event.request; }"


def edge() -> Json:
    """The distribution and what belongs to it."""
    return {
        "Distribution": _distribution(),
        "FilesCache": _cache("files", YEAR, query=[], headers=[], cookies="none"),
        "PagesCache": _cache("pages", 300, query=None, headers=["Accept-Language"], cookies="all"),
        "FilesAccess": _access(),
        "UploadsRequest": _uploads_request(),
        "SignedRequest": _signed_request(),
        "ToTheRoot": {
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": {"Fn::Sub": "${AWS::StackName}-to-the-root"},
                "AutoPublish": True,
                "FunctionCode": TO_THE_ROOT,
                "FunctionConfig": {
                    "Comment": "S3 takes a posted form at its root",
                    "Runtime": "cloudfront-js-2.0",
                },
            },
        },
    }


def base_url() -> Json:
    """Where people reach the fair: its own domain, else CloudFront's."""
    return {
        "Fn::If": [
            "HasDomain",
            {"Fn::Sub": "https://${DomainName}"},
            {"Fn::Sub": "https://${Distribution.DomainName}"},
        ]
    }


def _distribution() -> Json:
    config = {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": {"Ref": "PriceClass"},
        "Aliases": {"Fn::If": ["HasDomain", [{"Ref": "DomainName"}], {"Ref": "AWS::NoValue"}]},
        "ViewerCertificate": {"Fn::If": ["HasDomain", _certificate(), {"Ref": "AWS::NoValue"}]},
        "Origins": _origins(),
        "CacheBehaviors": [
            *(_files(f"/{prefix}/*") for prefix in PUBLIC),
            _evidence(),
            {"PathPattern": "/uploads/refused", **_pages()},
            _uploads(),
        ],
        "DefaultCacheBehavior": _pages(),
    }
    return {
        "Type": "AWS::CloudFront::Distribution",
        "Properties": {"DistributionConfig": config},
    }


def _origins() -> list[Json]:
    """The stage stands in the origin's path, so no link ever shows it. Forms and signed addresses carry a signature of
    their own, and CloudFront must not put another one beside it: hence the bucket twice."""
    api = "${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    bucket = {"Fn::GetAtt": ["Bucket", "RegionalDomainName"]}
    s3 = {"DomainName": bucket, "S3OriginConfig": {"OriginAccessIdentity": ""}}
    return [
        {
            "Id": "pages",
            "DomainName": {"Fn::Sub": api},
            "OriginPath": f"/{STAGE}",
            "CustomOriginConfig": {
                "OriginProtocolPolicy": "https-only",
                "OriginSSLProtocols": ["TLSv1.2"],
            },
        },
        {"Id": "files", **s3, "OriginAccessControlId": {"Fn::GetAtt": ["FilesAccess", "Id"]}},
        {"Id": "uploads", **s3},
    ]


def _pages() -> Json:
    return {
        "TargetOriginId": "pages",
        "AllowedMethods": ALL_METHODS,
        "CachePolicyId": {"Ref": "PagesCache"},
        "OriginRequestPolicyId": ALL_BUT_HOST,
        "ViewerProtocolPolicy": "redirect-to-https",
        "Compress": True,
    }


def _files(pattern: str) -> Json:
    return {
        "PathPattern": pattern,
        "TargetOriginId": "files",
        "AllowedMethods": READ,
        "CachePolicyId": {"Ref": "FilesCache"},
        "ResponseHeadersPolicyId": SECURITY_HEADERS,
        "ViewerProtocolPolicy": "redirect-to-https",
        "Compress": True,
    }


def _evidence() -> Json:
    """Photos that take a signed address: S3 judges the signature, and nothing of it is kept on the way."""
    return {
        **_files("/evidence/*"),
        "TargetOriginId": "uploads",
        "AllowedMethods": ["GET", "HEAD"],
        "CachePolicyId": NO_CACHE,
        "OriginRequestPolicyId": {"Ref": "SignedRequest"},
        "ViewerProtocolPolicy": "https-only",
    }


def _uploads() -> Json:
    to_the_root = {"Fn::GetAtt": ["ToTheRoot", "FunctionARN"]}
    return {
        "PathPattern": "/uploads/*",
        "TargetOriginId": "uploads",
        "AllowedMethods": ALL_METHODS,
        "CachePolicyId": {"Ref": "FilesCache"},
        "OriginRequestPolicyId": {"Ref": "UploadsRequest"},
        "ViewerProtocolPolicy": "https-only",
        "FunctionAssociations": [
            {"EventType": "viewer-request", "FunctionARN": to_the_root},
        ],
    }


def _uploads_request() -> Json:
    """Of a form S3 gets the type of its body, which names the boundary, and no cookie."""
    headers = {"HeaderBehavior": "whitelist", "Headers": ["Content-Type"]}
    return _request("uploads", headers=headers, query="none")


def _signed_request() -> Json:
    """Of a signed address S3 gets all of the signature, under its own name as host, and no cookie."""
    return _request("signed", headers={"HeaderBehavior": "none"}, query="all")


def _request(name: str, *, headers: Json, query: str) -> Json:
    return {
        "Type": "AWS::CloudFront::OriginRequestPolicy",
        "Properties": {
            "OriginRequestPolicyConfig": {
                "Name": {"Fn::Sub": "${AWS::StackName}-" + name},
                "HeadersConfig": headers,
                "CookiesConfig": {"CookieBehavior": "none"},
                "QueryStringsConfig": {"QueryStringBehavior": query},
            }
        },
    }


def _cache(
    name: str, most_seconds: int, *, query: list[str] | None, headers: list[str], cookies: str
) -> Json:
    """How long an answer may be kept is said by the answer; one that says nothing is not kept."""
    keyed: Json = {
        "CookiesConfig": {"CookieBehavior": cookies},
        "HeadersConfig": _some("Header", "Headers", headers),
        "QueryStringsConfig": {"QueryStringBehavior": "all"}
        if query is None
        else _some("QueryString", "QueryStrings", query),
        "EnableAcceptEncodingGzip": True,
        "EnableAcceptEncodingBrotli": True,
    }
    return {
        "Type": "AWS::CloudFront::CachePolicy",
        "Properties": {
            "CachePolicyConfig": {
                "Name": {"Fn::Sub": "${AWS::StackName}-" + name},
                "MinTTL": 0,
                "DefaultTTL": 0,
                "MaxTTL": most_seconds,
                "ParametersInCacheKeyAndForwardedToOrigin": keyed,
            }
        },
    }


def _some(kind: str, plural: str, names: list[str]) -> Json:
    if not names:
        return {f"{kind}Behavior": "none"}
    return {f"{kind}Behavior": "whitelist", plural: names}


def _access() -> Json:
    return {
        "Type": "AWS::CloudFront::OriginAccessControl",
        "Properties": {
            "OriginAccessControlConfig": {
                "Name": {"Fn::Sub": "${AWS::StackName}-files"},
                "OriginAccessControlOriginType": "s3",
                "SigningBehavior": "always",
                "SigningProtocol": "sigv4",
            }
        },
    }


def _certificate() -> Json:
    return {
        "AcmCertificateArn": {"Ref": "CertificateArn"},
        "MinimumProtocolVersion": "TLSv1.2_2021",
        "SslSupportMethod": "sni-only",
    }
