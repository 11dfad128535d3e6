# Lists over a large register beside the bare queries that they come to.
add_executable(lists lists.cc)
target_link_libraries(lists PRIVATE dengbao_store dengbao_app SQLite::SQLite3)
