"""In: ServiceNow and exported lists. Owns pysnow."""
