//! `tour`: the main job from end to end, in a store that is thrown away.
//!
//! Each step says what it shows, then stands the command as it is typed, then what it really
//! prints. Nothing outside a temporary folder is read or written, and the AWS configuration of the
//! user has no part in it.

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{ArgMatches, Command};

use crate::error::Error;
use crate::output::Screen;

use super::super::environment::Environment;
use super::super::exit::{Failure, Outcome};
use super::super::program::Program;
use super::super::run::run_words;
use super::super::streams::Streams;

/// How many columns a command has, so that none is cut off on the smallest terminals.
const WIDTH: usize = 80;

/// A step of the tour.
enum Step {
    /// Something to read.
    Say(&'static str),
    /// A command, and the exit code that it ends with.
    Run(&'static str, u8),
    /// A command whose output goes to a file.
    Save(&'static str, &'static str),
    /// A byte is put behind the only log file of a bucket, region and day, as somebody with an
    /// editor might.
    Tamper { bucket: &'static str, below: &'static str },
}

use Step::{Run, Save, Say, Tamper};

/// The steps.
const STEPS: &[Step] = &[
    Say("1. TIME\n\
         The store has a clock of its own. Here it is stopped, so that hours pass when we\n\
         say so. It shows UTC; other answers have the time of your zone, as in AWS.\n\
         The region is eu-west-2, as 'export AWS_DEFAULT_REGION=eu-west-2' would have it."),
    Run("clock set 2024-03-01T09:00:00Z", 0),
    Say("2. A TRAIL\n\
         A trail needs a bucket, and the bucket a policy that lets CloudTrail write into\n\
         it. The trail records from start-logging on."),
    Run(
        "s3api create-bucket --bucket audit-logs --create-bucket-configuration LocationConstraint=eu-west-2",
        0,
    ),
    Save("sim policy cloudtrail --bucket audit-logs", "policy.json"),
    Run("s3api put-bucket-policy --bucket audit-logs --policy file://policy.json", 0),
    Run(
        "cloudtrail create-trail --name audit --s3-bucket-name audit-logs --enable-log-file-validation",
        0,
    ),
    Run("cloudtrail start-logging --name audit", 0),
    Say("3. THINGS HAPPEN\n\
         'sim call' makes the events of services that are not here: Alice starts a\n\
         virtual machine, and somebody signs in to the console as root, without a second\n\
         factor."),
    Run(
        "sim call --service ec2 --action RunInstances --user alice --resource AWS::EC2::Instance=i-0abc1234def567890",
        0,
    ),
    Run("sim call --console-sign-in --identity root --source-ip 203.0.113.7", 0),
    Say("Three hours pass. On every fifth minute CloudTrail writes what has happened into\n\
         a log file, and every hour it writes a digest: a list of the hour's log files\n\
         with their hashes, signed, and chained to the digest before it."),
    Run("clock advance 3h", 0),
    Run("s3 ls s3://audit-logs --recursive", 0),
    Say("4. WHO DID IT?\n\
         The event history of the region answers for the last 90 days. What was typed\n\
         here is in it too: every command that reaches a service is an event."),
    Run(
        "cloudtrail lookup-events --lookup-attributes AttributeKey=ReadOnly,AttributeValue=false --query 'Events[].[EventTime,EventName,Username]' --output text",
        0,
    ),
    Say("Where is root? AWS records the sign-ins of root in us-east-1, whatever region\n\
         one works in. The trail covers eu-west-2 alone, so its log file has no trace of\n\
         root either; 'create-trail --is-multi-region-trail' makes one that has."),
    Run(
        "cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=Username,AttributeValue=root --query 'Events[].[EventTime,EventName,Username]' --output text",
        0,
    ),
    Say("5. CAN THE LOG BE TRUSTED?\n\
         Validation walks the digests from the newest to the oldest and checks every\n\
         signature and every hash."),
    Run(
        "cloudtrail validate-logs --trail-arn arn:aws:cloudtrail:eu-west-2:123456789012:trail/audit --start-time 2024-03-01T09:00:00Z",
        0,
    ),
    Say("Somebody puts one byte behind a log file. Objects are plain files, so any tool\n\
         will do."),
    Tamper { bucket: "audit-logs", below: "CloudTrail/eu-west-2/2024/03/01" },
    Run(
        "cloudtrail validate-logs --trail-arn arn:aws:cloudtrail:eu-west-2:123456789012:trail/audit --start-time 2024-03-01T09:00:00Z",
        1,
    ),
    Say("6. METRICS\n\
         CloudWatch is here too: numbers go in, statistics come out."),
    Run(
        "cloudwatch put-metric-data --namespace Shop --metric-name Latency --dimensions Host=a --unit Milliseconds --value 12.5",
        0,
    ),
    Run(
        "cloudwatch put-metric-data --namespace Shop --metric-name Latency --dimensions Host=a --unit Milliseconds --value 80",
        0,
    ),
    Run(
        "cloudwatch get-metric-statistics --namespace Shop --metric-name Latency --dimensions Name=Host,Value=a --start-time 2024-03-01T12:00:00Z --end-time 2024-03-01T12:05:00Z --period 60 --statistics Average Maximum",
        0,
    ),
    Run(
        "cloudwatch list-metrics --namespace Shop --query 'Metrics[].[Namespace,MetricName,Dimensions[0].Value]' --output text",
        0,
    ),
    Say("7. WHAT THINGS ARE LIKE\n\
         AWS Config records what resources are like, and rules judge it. It delivers into\n\
         a bucket, too."),
    Run(
        "s3api create-bucket --bucket config-logs --create-bucket-configuration LocationConstraint=eu-west-2",
        0,
    ),
    Save("sim policy config --bucket config-logs", "policy.json"),
    Run("s3api put-bucket-policy --bucket config-logs --policy file://policy.json", 0),
    Run(
        "configservice put-configuration-recorder --configuration-recorder name=default,roleARN=arn:aws:iam::123456789012:role/config",
        0,
    ),
    Run(
        "configservice put-delivery-channel --delivery-channel name=default,s3BucketName=config-logs",
        0,
    ),
    Run("configservice start-configuration-recorder --configuration-recorder-name default", 0),
    Run(
        "configservice put-config-rule --config-rule 'ConfigRuleName=on,Source={Owner=AWS,SourceIdentifier=CLOUD_TRAIL_ENABLED}'",
        0,
    ),
    Say("Somebody switches the trail and its digests off. The rule looks once a day, and\n\
         the history knows what the trail was like before."),
    Run("cloudtrail stop-logging --name audit", 0),
    Run("cloudtrail update-trail --name audit --no-enable-log-file-validation", 0),
    Run("clock advance 1d", 0),
    Run(
        "configservice describe-compliance-by-config-rule --query 'ComplianceByConfigRules[].[ConfigRuleName,Compliance.ComplianceType]' --output text",
        0,
    ),
    Run(
        "configservice get-resource-config-history --resource-type AWS::CloudTrail::Trail --resource-id arn:aws:cloudtrail:eu-west-2:123456789012:trail/audit --query 'configurationItems[].configurationItemCaptureTime' --output text",
        0,
    ),
    Say("That was the tour; its store is gone. 'trailwatch help' lists the commands, and\n\
         yours work on a store in your home folder. 'trailwatch store coverage' lists\n\
         what is emulated."),
];

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("tour")
        .about("Shows the main things from end to end, in a store that is thrown away")
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, _: &ArgMatches) -> Outcome {
    let folder = Folder::new()?;
    let environment = environment(&folder.0);
    for step in STEPS {
        match step {
            Say(text) => program.streams.print(&format!("\n{text}\n"))?,
            Run(line, code) => {
                program.streams.print(&typed(line))?;
                let printed = printed(line, *code, &environment, &folder.0)?;
                program.streams.print(&printed)?;
            }
            Save(line, file) => {
                program.streams.print(&typed(&format!("{line} > {file}")))?;
                let printed = printed(line, 0, &environment, &folder.0)?;
                let path = folder.0.join(file);
                fs::write(&path, printed).map_err(Error::machine("write", &path))?;
            }
            Tamper { bucket, below } => {
                tamper(&folder.0.join("home/buckets").join(bucket), below)?;
                program.streams.print(&format!(
                    "\n$ cd ~/.trailwatch/buckets/{bucket}/AWSLogs/123456789012\n\
                     $ printf x >> {below}/*.json.gz\n"
                ))?;
            }
        }
    }
    Ok(())
}

/// Returns a command line as it is typed; a long one goes on in lines that begin with an option, or with
/// its value if both do not fit, so that it can still be pasted.
fn typed(line: &str) -> String {
    const INDENT: usize = 3;
    let mut text = String::from("\n$ trailwatch");
    let mut column = text.len() - 1;
    let options = line.replace(" --", "\n--");
    let parts = options.lines().flat_map(|part| match part.split_once(' ') {
        Some((option, value)) if INDENT + 1 + part.len() + 2 > WIDTH => vec![option, value],
        _ => vec![part],
    });
    for part in parts {
        // A blank comes before it, and perhaps a blank and a backslash after it.
        if column > INDENT && column + 1 + part.len() + 2 > WIDTH {
            text.push_str(" \\\n   ");
            column = INDENT;
        }
        text.push(' ');
        text.push_str(part);
        column += 1 + part.len();
    }
    text.push('\n');
    text
}

/// Runs a command line and returns all that it printed.
fn printed(line: &str, code: u8, environment: &Environment, folder: &Path) -> Outcome<String> {
    // Files that are named stand in the tour's own folder.
    let here = format!("file://{}/", folder.display());
    let word = |word: &str| word.trim_matches('\'').replace("file://", &here);
    let words: Vec<String> = line.split(' ').map(word).collect();
    let output = Shared::default();
    let ended = {
        let (mut out, mut err) = (output.clone(), output.clone());
        let streams = Streams {
            input: &mut io::empty(),
            out: &mut out,
            err: &mut err,
            screen: Screen::NONE,
            err_is_terminal: false,
            out_is_terminal: false,
        };
        run_words("trailwatch", &words, environment, streams)
    };
    let mut text = output.text();
    let ended = match ended {
        Ok(()) => 0,
        Err(failure) => {
            text.push_str(&failure.text());
            failure.code()
        }
    };
    if ended != 0 {
        text.push_str(&format!("(exit code {ended})\n"));
    }
    if ended == code {
        return Ok(text);
    }
    Err(Failure::General(format!("the tour came to an unexpected end at '{line}': {text}")))
}

/// The environment of the tour: nothing of the user's.
fn environment(folder: &Path) -> Environment {
    let variables = [
        ("AWS_DEFAULT_REGION", "eu-west-2".into()),
        ("HOME", folder.as_os_str().to_owned()),
        ("TRAILWATCH_HOME", folder.join("home").into_os_string()),
    ];
    Environment::new(variables.map(|(name, value)| (name.into(), value)))
}

/// Puts a byte behind the only object of a bucket whose key has `below` in it.
fn tamper(bucket: &Path, below: &str) -> Outcome {
    let mut objects = crate::bucket::folder::Folder::new(bucket.to_path_buf()).list("")?;
    objects.retain(|object| object.key.contains(below));
    let [log] = objects.as_slice() else {
        return Err(Failure::General(format!("the tour found {} log files", objects.len())));
    };
    OpenOptions::new()
        .append(true)
        .open(&log.file.path)
        .and_then(|mut file| file.write_all(b"x"))
        .map_err(Error::machine("write", &log.file.path))?;
    Ok(())
}

/// A folder that goes away with the tour.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Self> {
        let path = std::env::temp_dir().join(format!("trailwatch-tour-{}", std::process::id()));
        fs::create_dir(&path).map_err(Error::machine("make", &path))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a command writes to both of its streams, in the order in which it writes.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_fit_a_terminal_and_can_be_pasted() {
        for step in STEPS {
            let text = match step {
                Run(line, _) => typed(line),
                Save(line, file) => typed(&format!("{line} > {file}")),
                Say(text) => (*text).to_owned(),
                Tamper { .. } => continue,
            };
            assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
            if let Run(line, _) = step {
                let joined = text.replace(" \\\n   ", "");
                assert_eq!(joined, format!("\n$ trailwatch {line}\n"));
            }
        }
    }
}
