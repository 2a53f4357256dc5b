-- DuckDB over what `xclip tag` wrote: duckdb < queries.sql, in the folder of tags.parquet, tags.csv or tags.jsonl.
--   xclip tag ./videos --labels labels.txt --every 2 -o tags.parquet
-- CSV has the same columns: read_csv('tags.csv'). JSONL has a list of labels a clip:
--   select video, clip, start_s, end_s, unnest(labels, recursive := true)
--   from read_json('tags.jsonl', format = 'newline_delimited');

-- How often is each label the best?
select label, count(*) as clips, round(avg(probability), 3) as mean_probability
from 'tags.parquet' where rank = 1
group by label order by clips desc, label;

-- Where is one of them likely? Clips in a row become one stretch.
with hits as (
  select video, clip, start_s, end_s, probability,
    clip - row_number() over (partition by video order by clip) as stretch
  from 'tags.parquet' where rank = 1 and probability >= 0.5
)
select video, min(start_s) as start_s, max(end_s) as end_s, count(*) as clips
from hits group by video, stretch order by video, start_s;

-- What should someone look at? The clips whose best label is the least sure.
select video, label, probability
from 'tags.parquet' where rank = 1
order by probability, video limit 10;
