//! The columns of event data stores.
//!
//! Source: CloudTrail User Guide, "Supported SQL schemas for event data stores".

use std::sync::OnceLock;

use super::kind::{Kind, fields_of};

/// What the events of a store are like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Schema {
    /// Management, data and network activity events.
    Events,
    /// Insights events.
    Insights,
    /// Events from outside AWS.
    Outside,
    /// Configuration items of AWS Config.
    Configuration,
    /// What has no schema here: there are only the columns that all have.
    Other,
}

impl Schema {
    /// Returns the columns, in their order.
    pub fn columns(self) -> &'static [(String, Kind)] {
        static ALL: OnceLock<[Vec<(String, Kind)>; 5]> = OnceLock::new();
        let all = ALL.get_or_init(|| [EVENTS, INSIGHTS, OUTSIDE, CONFIGURATION, OTHER].map(read));
        match self {
            Self::Events => &all[0],
            Self::Insights => &all[1],
            Self::Outside => &all[2],
            Self::Configuration => &all[3],
            Self::Other => &all[4],
        }
    }
}

fn read(text: &str) -> Vec<(String, Kind)> {
    let text: String = text.split_whitespace().collect();
    fields_of(&text).expect("the schemas below are well-formed, as a test says")
}

const EVENTS: &str = "
    eventversion:string,
    useridentity:struct<type:string,principalid:string,arn:string,accountid:string,
        accesskeyid:string,username:string,
        sessioncontext:struct<
            attributes:struct<creationdate:timestamp,mfaauthenticated:string>,
            sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,
                username:string>,
            webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>,
            sourceidentity:string,ec2roledelivery:string,ec2issuedinvpc:string>,
        onbehalfof:struct<userid:string,identitystorearn:string>,
        inscopeof:struct<sourcearn:string,sourceaccount:string,issuertype:string,
            credentialsissuedto:string>,
        invokedby:string,identityprovider:string>,
    eventtime:timestamp,
    eventsource:string,
    eventname:string,
    awsregion:string,
    sourceipaddress:string,
    useragent:string,
    errorcode:string,
    errormessage:string,
    requestparameters:map<string,string>,
    responseelements:map<string,string>,
    additionaleventdata:map<string,string>,
    requestid:string,
    eventid:string,
    readonly:boolean,
    resources:array<struct<accountid:string,type:string,arn:string,arnprefix:string>>,
    eventtype:string,
    apiversion:string,
    managementevent:boolean,
    recipientaccountid:string,
    sharedeventid:string,
    annotation:string,
    vpcendpointid:string,
    vpcendpointaccountid:string,
    serviceeventdetails:map<string,string>,
    addendum:struct<reason:string,updatedfields:string,originalrequestid:string,
        originaleventid:string>,
    edgedevicedetails:map<string,string>,
    insightdetails:map<string,string>,
    eventcategory:string,
    tlsdetails:struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>,
    sessioncredentialfromconsole:string,
    eventjson:string,
    eventjsonchecksum:string";

/// AWS shows `attributions` as one structure, but says that there are several: here they are a list.
const INSIGHTS: &str = "
    eventversion:string,
    eventcategory:string,
    eventtype:string,
    eventid:string,
    eventtime:timestamp,
    awsregion:string,
    recipientaccountid:string,
    sharedeventid:string,
    addendum:struct<reason:string,updatedfields:string,originalrequestid:string,
        originaleventid:string>,
    insightsource:string,
    insightstate:string,
    insighteventsource:string,
    insighteventname:string,
    insighterrorcode:string,
    insighttype:string,
    insightcontext:struct<baselineaverage:double,insightaverage:double,baselineduration:int,
        insightduration:int,attributions:array<struct<attribute:string,insightvalue:string,
            insightaverage:double,baselinevalue:string,baselineaverage:double,
            insightattributes:array<struct<value:string,average:double>>,
            baselineattributes:array<struct<value:string,average:double>>>>>";

const OUTSIDE: &str = "
    eventversion:string,
    eventcategory:string,
    eventtype:string,
    eventid:string,
    eventtime:timestamp,
    awsregion:string,
    recipientaccountid:string,
    addendum:struct<reason:string,updatedfields:string,originalrequestid:string,
        originaleventid:string>,
    metadata:struct<ingestiontime:string,channelarn:string>,
    eventdata:struct<version:string,
        useridentity:struct<type:string,principalid:string,details:map<string,string>>,
        useragent:string,eventsource:string,eventname:string,eventtime:string,uid:string,
        requestparameters:map<string,string>,responseelements:map<string,string>,
        errorcode:string,errormessage:string,sourceipaddress:string,recipientaccountid:string,
        additionaleventdata:map<string,string>>,
    eventjson:string,
    eventjsonchecksum:string";

/// AWS shows `relationships` as one structure, but says that it is a list.
const CONFIGURATION: &str = "
    eventversion:string,
    eventcategory:string,
    eventtype:string,
    eventid:string,
    eventtime:timestamp,
    awsregion:string,
    recipientaccountid:string,
    addendum:map<string,string>,
    eventdata:struct<configurationitemversion:string,configurationitemcapturetime:string,
        configurationitemstatus:string,configurationitemstateid:string,accountid:string,
        resourcetype:string,resourceid:string,resourcename:string,arn:string,awsregion:string,
        availabilityzone:string,resourcecreationtime:string,configuration:map<string,string>,
        supplementaryconfiguration:map<string,string>,relatedevents:string,
        relationships:array<struct<name:string,resourcetype:string,resourceid:string,
            resourcename:string>>,
        tags:map<string,string>>,
    eventjson:string";

const OTHER: &str = "
    eventversion:string,
    eventcategory:string,
    eventtype:string,
    eventid:string,
    eventtime:timestamp,
    awsregion:string,
    recipientaccountid:string,
    addendum:struct<reason:string,updatedfields:string,originalrequestid:string,
        originaleventid:string>,
    eventdata:map<string,string>,
    eventjson:string";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_are_read() {
        let others = [Schema::Outside, Schema::Configuration, Schema::Other];
        for schema in [Schema::Events, Schema::Insights].into_iter().chain(others) {
            let time = schema.columns().iter().find(|(name, _)| name == "eventtime");
            assert_eq!(time.map(|(_, kind)| kind), Some(&Kind::Timestamp));
        }
        let (_, identity) = &Schema::Events.columns()[1];
        let attributes =
            &identity.field("sessionContext").unwrap().1.field("attributes").unwrap().1;
        assert_eq!(attributes.field("creationdate").unwrap().1, Kind::Timestamp);
        assert_eq!(
            attributes.to_string(),
            "row(creationdate timestamp(3), mfaauthenticated varchar)"
        );
    }
}
