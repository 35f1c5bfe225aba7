"""Papers as texts that people go on writing in Word or LibreOffice (DOCX), from templates; and what came back of them."""
