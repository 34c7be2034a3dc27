//! Provinces, cities and districts.

use app_kernel::Locale;
use std::{collections::HashMap, sync::LazyLock};

/// A province with its cities.
#[derive(Debug)]
pub(crate) struct Province {
    /// The code (GB/T 2260), two digits.
    pub(crate) code: &'static str,
    name: &'static str,
    english: &'static str,
    /// The cities.
    pub(crate) cities: Vec<City>,
}

/// A city with its districts.
#[derive(Debug)]
pub(crate) struct City {
    /// The name.
    pub(crate) name: &'static str,
    /// The districts: code, six digits, and name.
    pub(crate) districts: Vec<(&'static str, &'static str)>,
}

/// Names of what stands in the place of a city where there is none.
const NO_CITY: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

static PROVINCES: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let mut provinces: Vec<Province> = Vec::new();
    for line in include_str!("../../regions/regions.tsv").lines() {
        let mut columns = line.split('\t');
        let (code, name) = (
            columns.next().unwrap_or_default(),
            columns.next().unwrap_or_default(),
        );
        let province = provinces.last_mut();
        match (code.len(), province) {
            (4, Some(province)) if province.goes_on(name) => {}
            (4, Some(province)) => province.cities.push(City {
                name,
                districts: Vec::new(),
            }),
            (6, Some(province)) => {
                if let Some(city) = province.cities.last_mut() {
                    city.districts.push((code, name));
                }
            }
            _ => provinces.push(Province {
                code,
                name,
                english: columns.next().unwrap_or_default(),
                cities: Vec::new(),
            }),
        }
    }
    provinces
});

/// Where every district lies: places in [`PROVINCES`], its cities and their districts.
static DISTRICTS: LazyLock<HashMap<&'static str, (usize, usize, usize)>> = LazyLock::new(|| {
    let mut places = HashMap::new();
    for (p, province) in PROVINCES.iter().enumerate() {
        for (c, city) in province.cities.iter().enumerate() {
            for (d, (code, _)) in city.districts.iter().enumerate() {
                places.insert(*code, (p, c, d));
            }
        }
    }
    places
});

/// All provinces.
pub(crate) fn provinces() -> &'static [Province] {
    &PROVINCES
}

impl Province {
    /// The province with this code.
    pub(crate) fn of(code: &str) -> Option<&'static Self> {
        PROVINCES.iter().find(|province| province.code == code)
    }

    /// The name, in English with the Chinese one after it: that is what stands on a parcel.
    pub(crate) fn name(&self, locale: Locale) -> String {
        match locale {
            Locale::ZhCn => self.name.to_owned(),
            Locale::En => format!("{} {}", self.english, self.name),
        }
    }
}

impl Province {
    /// Whether what is called `name` has the same label as the last city: the districts (市辖区) and the counties (县) of Chongqing.
    fn goes_on(&self, name: &str) -> bool {
        NO_CITY.contains(&name)
            && self
                .cities
                .last()
                .is_some_and(|last| NO_CITY.contains(&last.name))
    }
}

impl City {
    /// The name under which its districts are listed.
    pub(crate) fn label(&self, province: &Province) -> &'static str {
        if NO_CITY.contains(&self.name) {
            province.name
        } else {
            self.name
        }
    }
}

/// Whether there is a district with this code.
pub(crate) fn is_district(code: &str) -> bool {
    DISTRICTS.contains_key(code)
}

/// Where a district lies, as it stands on a parcel: province, city and district. The code itself if there is none such.
pub(crate) fn full_name(code: &str) -> String {
    let Some((p, c, d)) = DISTRICTS.get(code) else {
        return code.to_owned();
    };
    let province = &PROVINCES[*p];
    let city = &province.cities[*c];
    let (_, district) = city.districts[*d];
    let mut names = vec![province.name, city.label(province), district];
    // 北京市 市辖区 东城区 is 北京市 东城区; 东莞市 has no districts.
    names.dedup();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_district_lies_in_a_city_of_a_province() {
        assert_eq!(provinces().len(), 34);
        let mut all = 0;
        for province in provinces() {
            assert_eq!(province.code.len(), 2, "{province:?}");
            assert!(!province.name.is_empty() && !province.english.is_empty());
            assert!(!province.cities.is_empty(), "{}", province.name);
            for city in &province.cities {
                assert!(!city.districts.is_empty(), "{}", city.name);
                for (code, name) in &city.districts {
                    assert!(
                        code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
                        "{code}"
                    );
                    assert!(code.starts_with(province.code), "{code}");
                    assert!(!name.is_empty(), "{code}");
                    all += 1;
                }
            }
        }
        assert_eq!(all, DISTRICTS.len(), "no code is there twice");
    }

    #[test]
    fn a_district_is_written_as_on_a_parcel() {
        for (code, name) in [
            ("440305", "广东省 深圳市 南山区"),
            ("110101", "北京市 东城区"),
            ("441900", "广东省 东莞市"),
            ("469001", "海南省 五指山市"),
            ("810101", "香港特别行政区 香港岛 中西区"),
            ("999999", "999999"),
        ] {
            assert_eq!(full_name(code), name);
        }
        assert!(is_district("440305") && !is_district("440300") && !is_district(""));
    }
}
