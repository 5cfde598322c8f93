//! What was put for an alarm.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{Object, Value};

/// Settings by name, in the order in which they were put.
///
/// They are kept as the object that they are, but are no [`Object`] while they are looked at: there
/// are few of them, so finding one needs no table of hashes, and making that for each of a thousand
/// alarms would be most of the work of reading them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(Vec<(String, Value)>);

impl Settings {
    /// Returns the setting of a name; null if it was not put.
    pub fn get(&self, name: &str) -> &Value {
        self.iter().find(|(setting, _)| *setting == name).map_or(&Value::Null, |(_, value)| value)
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns them as the members of a document.
    pub fn members(&self) -> Object {
        self.0.iter().cloned().collect()
    }
}

impl From<Object> for Settings {
    fn from(members: Object) -> Self {
        Self(members.into_iter().collect())
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Settings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
        // A size that cannot be is not believed.
        let mut settings = Vec::with_capacity(map.size_hint().unwrap_or_default().min(64));
        while let Some(setting) = map.next_entry()? {
            settings.push(setting);
        }
        Ok(Settings(settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_kept_as_the_object_that_they_are() {
        let document = json!({"Period": 60, "Dimensions": [], "Threshold": 1.5});
        let settings = Settings::from(document.as_object().unwrap().clone());
        assert_eq!(serde_json::to_value(&settings).unwrap(), document);
        assert_eq!(serde_json::from_value::<Settings>(document.clone()).unwrap(), settings);
        assert_eq!(Value::Object(settings.members()), document);
        assert!(serde_json::from_value::<Settings>(json!([])).is_err());
    }

    #[test]
    fn what_was_not_put_is_null() {
        let document = json!({"Period": 60});
        let settings = Settings::from(document.as_object().unwrap().clone());
        assert_eq!(settings.get("Period"), 60);
        assert!(settings.get("Threshold").is_null());
    }
}
