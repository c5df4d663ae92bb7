# The peer of Ruby projects: every definition read with Psych and checked with json_schemer against the same schemas; YAML and schema only, no rules.
# usage: ruby lint_schemer.rb DIR METRIC_SCHEMA EVENT_SCHEMA
require 'json'
require 'set'
require 'yaml'
require 'json_schemer'

root, metric, event = ARGV
# The draft that the gem of Debian 12 knows; the schemas say the same in it.
schema = ->(file) { JSONSchemer.schema(JSON.parse(File.read(file)).merge('$schema' => 'http://json-schema.org/draft-07/schema#')) }
files = 0
bad = 0
{ 'config/metrics' => schema[metric], 'config/events' => schema[event] }.each do |top, checker|
  Dir.glob(File.join(root, top, '**/*.yml')).each do |file|
    files += 1
    first = checker.validate(YAML.safe_load(File.read(file))).first or next
    bad += 1
    puts "#{file} #{first['data_pointer']} #{first['type']}"
  end
end
puts "#{files} files, #{bad} bad"
