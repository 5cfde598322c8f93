#!/usr/bin/env bash
# A night shift's script, written as people write them for AWS: who am I, is everything recorded, what
# do the metrics say. It knows the program as `aws`; only time and the events of other services come
# from `trailwatch`.
set -euo pipefail
trap 'echo "line $LINENO: $BASH_COMMAND" >&2' ERR

export AWS_PAGER="" AWS_DEFAULT_OUTPUT=json
regions="us-east-1 eu-west-1 ap-southeast-2"
shops=(Berlin Lima "Hong Kong")
report=report.txt

log() { printf '%s %s\n' "$1" "$2" >>"$report"; }
die() { echo "line ${BASH_LINENO[0]}: $*" >&2; exit 1; }

trailwatch clock set 2024-03-01T00:00:00Z >/dev/null

# Who am I, and where.
account=$(aws sts get-caller-identity --query Account --output text)
read -r arn user < <(aws sts get-caller-identity --query '[Arn, UserId]' --output text)
[[ $arn == "arn:aws:iam::$account:user/"* && -n $user ]] || die "who is $arn?"
aws configure set region us-east-1
aws configure set profile.far.region ap-southeast-2
[ "$(aws configure get region)" = us-east-1 ] || die "no region"
for profile in $(aws configure list-profiles); do
    log profile "$profile=$(aws configure get region --profile "$profile" || true)"
done

# A bucket and a trail, unless they are there already; twice, as the script runs every night.
bucket="audit-$account"
for night in first second; do
    if ! aws s3api head-bucket --bucket "$bucket" >/dev/null 2>&1; then
        aws s3 mb "s3://$bucket" >/dev/null
        trailwatch sim policy cloudtrail --bucket "$bucket" >policy.json
        aws s3api put-bucket-policy --bucket "$bucket" --policy file://policy.json
        log made "$night"
    fi
    aws cloudtrail get-trail --name night >/dev/null 2>&1 || {
        aws cloudtrail create-trail --generate-cli-skeleton |
            sed -e 's/"Name": ""/"Name": "night"/' -e "s/\"S3BucketName\": \"\"/\"S3BucketName\": \"$bucket\"/" \
                -e '/"\(S3KeyPrefix\|SnsTopicName\|CloudWatchLogs.*\|KmsKeyId\)"/d' \
                -e '/"TagsList"/,$d' -e '/"IsOrganizationTrail"/d' \
                -e 's/"EnableLogFileValidation": true,/"EnableLogFileValidation": true/' >trail.json
        echo '}' >>trail.json
        aws cloudtrail create-trail --cli-input-json file://trail.json --query Name --output text >/dev/null
    }
    aws cloudtrail start-logging --name night
done
[ "$(grep -c '^made' "$report")" = 1 ] || die "made twice"

# Every region has the trail, because it covers them all.
for region in $regions; do
    found=$(aws cloudtrail describe-trails --region "$region" --output text \
        --query "trailList[?S3BucketName=='$bucket'].[Name, IsMultiRegionTrail]")
    [[ $found == $'night\tTrue' ]] || die "$region: $found"
done

# Things happen in some of them.
for region in $regions; do
    for action in RunInstances TerminateInstances; do
        trailwatch sim call --service ec2 --action "$action" --user mallory --region "$region" >/dev/null
    done
done
trailwatch sim call --service iam --action DeleteUser --user mallory >/dev/null
trailwatch clock advance 20m >/dev/null

total=0
while IFS=$'\t' read -r name who; do
    [ "$who" = mallory ] || die "$who did $name"
    total=$((total + 1))
    log event "$name"
done < <(aws cloudtrail lookup-events --output text --max-items 50 \
    --lookup-attributes AttributeKey=Username,AttributeValue=mallory \
    --query 'Events[].[EventName, Username]' | grep -v '^None$' | sort)
[ "$total" = 3 ] || die "us-east-1 saw $total events"
late=$(aws --profile far cloudtrail lookup-events --start-time 2024-03-01T00:30:00Z \
    --query 'length(Events)')
[ "$late" = 0 ] || die "$late events of the future"

# Metrics of each shop; a name with a space is one value.
for shop in "${shops[@]}"; do
    for minute in 00 01 02; do
        aws cloudwatch put-metric-data --namespace Shops --metric-name Sales --unit Count \
            --value "$((10#$minute * 10 + ${#shop}))" --dimensions "Shop=$shop" \
            --timestamp "2024-03-01T00:$minute:00Z"
    done
done
aws cloudwatch list-metrics --namespace Shops --query 'Metrics[].Dimensions[0].Value' --output json |
    tr -d '[]",' | sed -e 's/^ *//' -e '/^$/d' | sort |
    while read -r shop; do
        sum=$(aws cloudwatch get-metric-statistics --namespace Shops --metric-name Sales \
            --dimensions "Name=Shop,Value=$shop" --statistics Sum Maximum --period 300 \
            --start-time 2024-03-01T00:00:00Z --end-time 2024-03-01T00:05:00Z \
            --query 'sum(Datapoints[].Sum)' --output text)
        log sales "$shop=$sum"
    done
grep -qx 'sales Hong Kong=57.0' "$report" || die "$(cat "$report")"

# What is delivered can be listed, fetched and proved.
trailwatch clock advance 2h >/dev/null
keys=$(aws s3api list-objects-v2 --bucket "$bucket" --prefix "AWSLogs/$account/CloudTrail/" \
    --query 'Contents[].Key' --output text | tr '\t' '\n' | grep -c 'json.gz$' || true)
[ "$keys" -ge 3 ] || die "only $keys log files"
aws s3 cp "s3://$bucket" archive --recursive --quiet
gzip -dc archive/AWSLogs/"$account"/CloudTrail/eu-west-1/2024/03/01/*.json.gz |
    grep -c '"eventName":"RunInstances"' >/dev/null
trail=$(aws cloudtrail describe-trails --trail-name-list night --query 'trailList[0].TrailARN' --output text)
aws cloudtrail validate-logs --trail-arn "$trail" --start-time 2024-03-01 >checked.txt
grep -q 'digest files valid' checked.txt || die "$(cat checked.txt)"

# What is refused says so by its exit code.
status=0
aws cloudtrail delete-trail --name night --region eu-west-1 2>err.txt || status=$?
[ "$status" = 254 ] || die "$status"
status=0
aws cloudtrail delete-trial 2>err.txt || status=$?
{ [ "$status" = 252 ] && grep -q '  \* delete-trail' err.txt; } || die "$(cat err.txt)"
aws cloudtrail delete-trail --name night
[ "$(aws cloudtrail list-trails --query 'length(Trails)')" = 0 ] || die "there still is a trail"

echo done
