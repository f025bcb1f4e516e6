"""Forms: XLSForm to Form, XPath, answers being filled in, instance XML, facts."""
