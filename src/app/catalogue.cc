#include "app/catalogue.h"

#include "app/setting_words.h"

namespace dengbao {

Catalogue catalogue() {
  Catalogue all;
  add_law_words(all);
  add_catalogue_words(all);
  add_judging_words(all);
  add_grading_words(all);
  add_party_words(all);
  add_binding_words(all);
  add_paper_words(all);
  add_import_words(all);
  add_case_words(all);
  add_recusal_words(all);
  add_duty_words(all);
  add_duty_work_words(all);
  add_own_deeds_word(all);
  add_notice_words(all);
  add_channel_words(all);
  add_document_words(all);
  add_log_words(all);
  add_list_words(all);
  add_operation_words(all);
  add_governing_words(all);
  add_simulate_words(all);
  add_mandate_words(all);
  add_public_words(all);
  add_number_check();
  add_demo_words(all);
  return all;
}

}  // namespace dengbao
