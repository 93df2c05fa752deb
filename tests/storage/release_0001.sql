-- What somebody of the first release left: a conversation under way, an alert that was sent, a question
-- that keeps failing, an event, and one that failed; cases in every state of before the clocks had timers.
INSERT INTO customers VALUES
  ('c1', 'buyer', 'Anna Example', 'en', 'Europe/Berlin', 0, '[]', '{}', 0, NULL, NULL);
INSERT INTO addresses VALUES
  ('telegram:::100', 'telegram', '', '', '100', 'c1', 1, '["hm"]', 5, 'x', 3, NULL),
  ('slack:W1:C1:', 'slack', 'W1', 'C1', '', NULL, 1, NULL, NULL, NULL, 0, NULL);
INSERT INTO invitations VALUES
  ('i1', 'c1', 'p1', 'after-sale', 'v1', 'delivery', '{}', 0, 'running', 1772452800123456, 1772452800123456,
   1772452800123456, 'telegram:::100', NULL, 1772452800123456, 1772452800123456, NULL, 'wants', 'q', 0, 0,
   '["slow",-0.5,"negative",0.9,"linear","3"]');
INSERT INTO answers VALUES
  ('i1', 'how', 0, 'csat', 1772452800123456, 4, '[]', 'good', 0, 0.5, 'positive', 0.9, 'linear', '3');
INSERT INTO outbox VALUES
  (1, 'a1', 'slack:W1:C1:', 0, 'alert', 'case:x', '[[["survey.text"]]]', 'en', 1772452800123456, NULL,
   NULL, NULL, 'sent', 0, 0, 'C1/17.5', 1772452800123456, 1772452800123456),
  (2, 'q', 'telegram:::100', 1, 'question', 'invitation:i1', '[[["survey.text"]]]', 'en', 1772452800123456, NULL,
   NULL, NULL, 'waiting', 7, 1, NULL, 1772452800123456, NULL);
INSERT INTO inbox VALUES
  ('telegram', '1', 'message', 'telegram:::100', 1772452800123456,
   '{"type":"message","platform":"telegram","key":"1","at":0,"address":"telegram:::100","text":"x"}', NULL);
INSERT INTO dead_letters VALUES
  (1, 'telegram', '1', 1772452800123456, 'ValueError: x',
   '{"type":"message","platform":"telegram","key":"1","at":0,"address":"telegram:::100","text":"x"}');
INSERT INTO cases VALUES
  ('k2', 'c2', NULL, 'unhappy', 'open', 1772452800123456, 'delivery', 'slack:W1:C1:', 'a2', '[]',
   1772456400123456, 1772539200123456, 1772712000123456, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, 0, NULL, 1),
  ('k3', 'c3', NULL, 'unhappy', 'taken', 1772452800123456, 'delivery', 'slack:W1:C1:', 'a3', '[]',
   1772456400123456, 1772539200123456, 1772712000123456, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, 0, NULL, 1),
  ('k4', 'c4', NULL, 'unhappy', 'contacted', 1772452800123456, 'delivery', 'slack:W1:C1:', 'a4', '[]',
   1772456400123456, 1772539200123456, 1772712000123456, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, 0, NULL, 1),
  ('k5', 'c5', NULL, 'unhappy', 'resolved', 1772452800123456, 'delivery', 'slack:W1:C1:', 'a5', '[]',
   1772456400123456, 1772539200123456, 1772712000123456, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, 0, NULL, 1),
  ('k6', 'c6', NULL, 'unhappy', 'confirmed', 1772452800123456, 'delivery', 'slack:W1:C1:', 'a6', '[]',
   1772456400123456, 1772539200123456, 1772712000123456, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   1772452800123456, 0, NULL, 1);
INSERT INTO rollups (segment, day, survey, touchpoint, question, measure, value, n, total) VALUES
    ('', 739775, 'csat', 'delivery', 'satisfied', 'csat', 4, 2, 8.0),
    ('', 739781, 'csat', 'delivery', 'satisfied', 'csat', 4, 1, 4.0),
    ('', 739782, 'csat', 'delivery', 'satisfied', 'csat', 4, 1, 4.0),
    ('', 0, 'csat', 'delivery', 'satisfied', 'csat', 4, 4, 16.0);
