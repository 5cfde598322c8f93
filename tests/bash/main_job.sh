#!/usr/bin/env bash
# The main job as a script for AWS does it: a trail that delivers and proves, metrics that answer.
# It knows the program as `aws`; only what AWS has no command for, time and the events of other
# services, comes from `trailwatch`.
set -euo pipefail
trap 'echo "line $LINENO: $BASH_COMMAND" >&2' ERR

export AWS_DEFAULT_REGION=eu-west-2
bucket=tochukwu.xyz-mwo-trail-bucket
trail=my-second-trail

# Stops the script unless two texts are the same.
same() {
    [[ $1 == "$2" ]] || { echo "line ${BASH_LINENO[0]}: '$1' is not '$2'" >&2; exit 1; }
}

# Stops the script unless a command is refused with a code of AWS.
refused() {
    local code=$1 status=0 message
    shift
    message=$("$@" 2>&1 >/dev/null) || status=$?
    same "$status" 254
    [[ $message == *"An error occurred ($code) when calling the "*" operation: "* ]] ||
        { echo "line ${BASH_LINENO[0]}: $message" >&2; exit 1; }
}

trailwatch clock set 2024-01-01T00:00:00Z >/dev/null

# A bucket that CloudTrail may write into.
refused NoSuchBucket aws s3api get-bucket-location --bucket "$bucket"
location=$(aws s3api create-bucket --bucket "$bucket" \
    --create-bucket-configuration "LocationConstraint=$AWS_DEFAULT_REGION" \
    --query Location --output text)
same "$location" "http://$bucket.s3.amazonaws.com/"
same "$(aws s3api get-bucket-location --bucket "$bucket" --query LocationConstraint --output text)" \
    "$AWS_DEFAULT_REGION"

refused InsufficientS3BucketPolicyException \
    aws cloudtrail create-trail --name "$trail" --s3-bucket-name "$bucket"
trailwatch sim policy cloudtrail --bucket "$bucket" >policy.json
aws s3api put-bucket-policy --bucket "$bucket" --policy file://policy.json

# A trail that records, and proves what it delivers.
arn=$(aws cloudtrail create-trail --name "$trail" --s3-bucket-name "$bucket" \
    --no-include-global-service-events --query TrailARN --output text)
same "$arn" "arn:aws:cloudtrail:eu-west-2:123456789012:trail/$trail"
refused TrailAlreadyExistsException \
    aws cloudtrail create-trail --name "$trail" --s3-bucket-name "$bucket"

proves=$(aws cloudtrail update-trail --name "$trail" --enable-log-file-validation \
    --query LogFileValidationEnabled --output text)
same "$proves" True
same "$(aws cloudtrail get-trail-status --name "$trail" --query IsLogging --output text)" False
aws cloudtrail start-logging --name "$trail"
same "$(aws cloudtrail get-trail-status --name "$trail" --query IsLogging --output text)" True

read -r name where global key < <(aws cloudtrail describe-trails --output text \
    --query 'trailList[0].[Name, S3BucketName, IncludeGlobalServiceEvents, KmsKeyId]')
same "$name $where $global $key" "$trail $bucket False None"
refused TrailNotFoundException aws cloudtrail start-logging --name "$trail" --region us-east-1
refused InvalidHomeRegionException aws cloudtrail stop-logging --name "$arn" --region us-east-1

# Something happens, and three hours pass.
trailwatch sim call --service ec2 --action RunInstances --user alice >event.json
trailwatch clock advance 3h >/dev/null

folder=AWSLogs/123456789012
digests=$(aws s3api list-objects-v2 --bucket "$bucket" --prefix "$folder/CloudTrail-Digest/" \
    --query 'length(Contents)' --output text)
same "$digests" 3
read -r count log < <(aws s3api list-objects-v2 --bucket "$bucket" --prefix "$folder/CloudTrail/" \
    --query '[length(Contents), Contents[0].Key]' --output text)
same "$count" 1
same "$(aws s3 ls "s3://$bucket" --recursive | wc -l | tr -d ' ')" 4
aws s3 cp "s3://$bucket/$log" log.json.gz --quiet
gzip -dc log.json.gz | grep '"eventName":"RunInstances"' >/dev/null
signature=$(aws s3api head-object --bucket "$bucket" --query Metadata.signature --output text \
    --key "$(aws s3 ls "s3://$bucket" --recursive | awk '/Digest/ {key = $4} END {print key}')")
same "${#signature}" 512

# Who did it?
user=$(aws cloudtrail lookup-events --query 'Events[0].Username' --output text \
    --lookup-attributes AttributeKey=EventName,AttributeValue=RunInstances)
same "$user" alice
for code in TrailAlreadyExistsException InsufficientS3BucketPolicyException; do
    found=$(aws cloudtrail lookup-events --output text \
        --lookup-attributes AttributeKey=EventName,AttributeValue=CreateTrail \
        --query "length(Events[?contains(CloudTrailEvent, '\"errorCode\":\"$code\"')])")
    same "$found" 1
done

# Can the log be trusted? As it is, yes; with one byte more, no.
aws cloudtrail validate-logs --trail-arn "$arn" --start-time 2021-04-19T00:00:00Z >report.txt
grep -q '^3/3 digest files valid$' report.txt
grep -q '^1/1 log files valid$' report.txt
printf x >>log.json.gz
aws s3 cp log.json.gz "s3://$bucket/$log" --quiet
status=0
aws cloudtrail validate-logs --trail-arn "$arn" --start-time 2021-04-19T00:00:00Z \
    >report.txt 2>invalid.txt || status=$?
same "$status" 1
grep -q "^Log file.*$log.*INVALID" invalid.txt

aws cloudtrail stop-logging --name "$trail"
aws cloudtrail delete-trail --name "$trail"
same "$(aws cloudtrail describe-trails --query 'length(trailList)' --output text)" 0

# Metrics.
for value in 12.5 80; do
    aws cloudwatch put-metric-data --namespace Shop --metric-name Latency --value "$value" \
        --unit Milliseconds --dimensions Host=a
done
refused InvalidParameterValue aws cloudwatch put-metric-data --namespace AWS/Shop \
    --metric-name Latency --value 1
read -r average maximum unit < <(aws cloudwatch get-metric-statistics --namespace Shop \
    --metric-name Latency --dimensions Name=Host,Value=a --start-time 2024-01-01T03:00:00Z \
    --end-time 2024-01-01T03:05:00Z --period 60 --statistics Average Maximum \
    --query 'Datapoints[0].[Average, Maximum, Unit]' --output text)
same "$average $maximum $unit" "46.25 80.0 Milliseconds"
same "$(aws cloudwatch list-metrics --output text \
    --query 'Metrics[?Namespace==`Shop`].[MetricName, Dimensions[0].Value]')" $'Latency\ta'

echo done
