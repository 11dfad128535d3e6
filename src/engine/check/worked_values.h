#pragma once
// Values as the YAML of worked cases writes them.

#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "law/calendar.h"
#include "law/model.h"

namespace dengbao {

std::string text_of(const Yaml& y, std::string_view key);
// The whole number a text begins with; 0 where there is none.
int number_of(std::string_view text);
std::vector<std::string> texts_of(const Yaml* y);
// A list, or what stands alone as a list of one.
Yaml as_list(const Yaml& y);
// {year, rest: […], work: […]}: a calendar as `publish` gives it.
Calendar::Year year_of(const Yaml& y);
// By its looks: yes and no, whole numbers, otherwise text; lists and maps whole.
Value value_of(const Yaml& y);
// The type that the fact declares: a file named by its name, a code written as a number.
Value typed(const FactDecl* fact, Value v);

}  // namespace dengbao
