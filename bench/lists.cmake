# Lists over a large register beside the bare queries that they come to; the same over HTTP, where
# bench/lists-http starts the server.
add_executable(lists lists.cc lists_city.cc)
target_link_libraries(lists PRIVATE dengbao_store dengbao_app SQLite::SQLite3)
add_executable(lists_load lists_load.cc)
target_link_libraries(lists_load PRIVATE fmt::fmt Threads::Threads OpenSSL::SSL dengbao_base)

