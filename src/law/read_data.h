#pragma once
// Readers of the parts of a pack that are plain data.
#include "law/reading.h"

namespace dengbao::law_reading {

PackHead read_head(File& file, const Yaml& root);
Instrument read_instrument(File& file, const Yaml& root, const std::string& pack);
Parameter read_parameter(File& file, const Yaml& root, const std::string& pack);
CodeList read_code_list(File& file, const Yaml& root);
FactSet read_fact_set(File& file, const Yaml& root);

}  // namespace dengbao::law_reading
