#pragma once
// Short ways to write the options of a use case.

#include <string>
#include <utility>

#include "app/catalogue.h"

namespace dengbao {

inline Option positional(std::string name, std::string value, Label help, bool required = true) {
  Option o;
  o.name = std::move(name);
  o.value = std::move(value);
  o.help = std::move(help);
  o.positional = true;
  o.required = required;
  return o;
}

inline Option option(std::string name, std::string value, Label help, bool required = false,
                     bool many = false) {
  Option o;
  o.name = std::move(name);
  o.value = std::move(value);
  o.help = std::move(help);
  o.required = required;
  o.many = many;
  return o;
}

}  // namespace dengbao
